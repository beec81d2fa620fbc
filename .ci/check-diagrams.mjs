// Parses the Mermaid blocks of the pages that are given, and prints the name of each block that is a diagram.
import { readFileSync } from 'node:fs';
import { JSDOM } from 'jsdom';

// Mermaid cleans labels with the document of a browser.
const { window } = new JSDOM('');
globalThis.window = window;
globalThis.document = window.document;
const { default: mermaid } = await import('mermaid');

let wrong = 0;
for (const page of process.argv.slice(2)) {
  const text = readFileSync(page, 'utf8');
  for (const block of text.matchAll(/^ *```mermaid\r?\n([^]*?)^ *```/gm)) {
    const place = `${page}:${text.slice(0, block.index).split('\n').length}`;
    try {
      const { diagramType } = await mermaid.parse(block[1]);
      console.log(`${place}: ${diagramType}`);
    } catch (error) {
      wrong++;
      console.error(`${place}: ${error.message}`);
    }
  }
}
process.exitCode = wrong === 0 ? 0 : 1;
