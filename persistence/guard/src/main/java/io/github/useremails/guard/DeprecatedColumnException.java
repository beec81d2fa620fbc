package io.github.useremails.guard;

/**
 * Thrown when a deprecated column is used in mode {@link GuardMode#RAISE}. The message contains neither SQL nor values.
 */
public final class DeprecatedColumnException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient ColumnUse use;

    DeprecatedColumnException(ColumnUse use) {
        super(use.toString());
        this.use = use;
    }

    /** {@return the column, the place, and how the use was found} */
    public ColumnUse use() {
        return use;
    }
}
