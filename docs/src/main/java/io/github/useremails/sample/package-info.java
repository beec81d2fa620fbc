/** Made-up users for trying things out: always the same ones, and of every kind that there is. */
@NullMarked
package io.github.useremails.sample;

import org.jspecify.annotations.NullMarked;
