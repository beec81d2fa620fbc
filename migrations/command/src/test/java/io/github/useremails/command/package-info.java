@NullMarked
package io.github.useremails.command;

import org.jspecify.annotations.NullMarked;
