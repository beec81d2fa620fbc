@NullMarked
package io.github.useremails.checklist;

import org.jspecify.annotations.NullMarked;
