@NullMarked
package io.github.useremails.migrations.command;

import org.jspecify.annotations.NullMarked;
