package io.github.useremails.guard;

/**
 * Work without a result for {@link ColumnGuard#allowing(String, AllowedTask)}.
 *
 * @param <E> what it may throw
 */
@FunctionalInterface
public interface AllowedTask<E extends Exception> {

    /**
     * Does the work.
     *
     * @throws E as it likes
     */
    void run() throws E;
}
