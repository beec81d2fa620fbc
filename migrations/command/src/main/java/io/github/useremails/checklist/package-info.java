/** The checklist: each mention of the legacy column in the code, of any language, with what was decided about it. */
@NullMarked
package io.github.useremails.checklist;

import org.jspecify.annotations.NullMarked;
