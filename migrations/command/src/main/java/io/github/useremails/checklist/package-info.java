/** The checklist: each mention of the legacy column in the code, in any language, with its verdict. */
@NullMarked
package io.github.useremails.checklist;

import org.jspecify.annotations.NullMarked;
