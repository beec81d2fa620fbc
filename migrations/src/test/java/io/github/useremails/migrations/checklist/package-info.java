@NullMarked
package io.github.useremails.migrations.checklist;

import org.jspecify.annotations.NullMarked;
