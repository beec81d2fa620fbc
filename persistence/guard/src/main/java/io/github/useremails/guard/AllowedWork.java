package io.github.useremails.guard;

/**
 * Work with a result for {@link ColumnGuard#allowing(String, AllowedWork)}.
 *
 * @param <T> of the result
 * @param <E> what it may throw
 */
@FunctionalInterface
public interface AllowedWork<T, E extends Exception> {

    /**
     * Does the work.
     *
     * @return its result
     * @throws E as it likes
     */
    T run() throws E;
}
