/** What the migrations make, take, keep and refuse. */
@NullMarked
package io.github.useremails.migrations;

import org.jspecify.annotations.NullMarked;
