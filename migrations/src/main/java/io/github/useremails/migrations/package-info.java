/** The schema of the module, as Flyway migrations to be run by the command line or from Java. */
@NullMarked
package io.github.useremails.migrations;

import org.jspecify.annotations.NullMarked;
