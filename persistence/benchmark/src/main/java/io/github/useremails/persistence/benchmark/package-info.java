/** What the library costs beside hand-written JDBC and beside what else applications use. */
@NullMarked
package io.github.useremails.persistence.benchmark;

import org.jspecify.annotations.NullMarked;
