package io.github.useremails.documentation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.parser.Parser;

/** A page of the documentation: the README and the customary files beside it, and all under {@code docs/}. */
record Page(Path path) {

    /** The root of the repository, from where the tests of a module run. */
    static final Path ROOT = Path.of("..");

    static List<Page> all() {
        List<Page> pages = new ArrayList<>();
        for (String name : List.of("README.md", "CHANGELOG.md", "CONTRIBUTING.md")) {
            pages.add(new Page(ROOT.resolve(name)));
        }
        try (Stream<Path> files = Files.walk(ROOT.resolve("docs"))) {
            files.filter(file -> file.toString().endsWith(".md"))
                    .filter(file -> !file.startsWith(ROOT.resolve("docs/target")))
                    .sorted()
                    .forEach(file -> pages.add(new Page(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return pages;
    }

    String text() {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<CodeBlock> codeBlocks() {
        List<CodeBlock> blocks = new ArrayList<>();
        document().accept(new AbstractVisitor() {
            @Override
            public void visit(FencedCodeBlock block) {
                blocks.add(new CodeBlock(Page.this, block.getInfo(), block.getLiteral()));
            }
        });
        return blocks;
    }

    List<String> links() {
        List<String> links = new ArrayList<>();
        document().accept(new AbstractVisitor() {
            @Override
            public void visit(Link link) {
                links.add(link.getDestination());
                visitChildren(link);
            }
        });
        return links;
    }

    @Override
    public String toString() {
        return ROOT.relativize(path).toString();
    }

    private Node document() {
        return Parser.builder().build().parse(text());
    }
}
