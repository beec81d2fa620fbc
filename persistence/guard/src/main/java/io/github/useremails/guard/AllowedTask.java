package io.github.useremails.guard;

/**
 * Work without a result for {@link ColumnGuard#allowing(String, AllowedTask)}.
 *
 * @param <E> the exception that the work may throw
 */
@FunctionalInterface
public interface AllowedTask<E extends Exception> {

    /**
     * Runs the work.
     *
     * @throws E if the work fails
     */
    void run() throws E;
}
