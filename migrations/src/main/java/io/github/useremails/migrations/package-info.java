/** The schema of the module as Flyway migrations, which run from the command line or from Java. */
@NullMarked
package io.github.useremails.migrations;

import org.jspecify.annotations.NullMarked;
