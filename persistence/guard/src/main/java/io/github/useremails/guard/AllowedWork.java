package io.github.useremails.guard;

/**
 * Work with a result for {@link ColumnGuard#allowing(String, AllowedWork)}.
 *
 * @param <T> the type of the result
 * @param <E> the exception that the work may throw
 */
@FunctionalInterface
public interface AllowedWork<T, E extends Exception> {

    /**
     * Runs the work.
     *
     * @return the result of the work
     * @throws E if the work fails
     */
    T run() throws E;
}
