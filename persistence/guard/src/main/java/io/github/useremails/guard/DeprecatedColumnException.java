package io.github.useremails.guard;

/** A deprecated column is used, in mode {@link GuardMode#RAISE}. Its message shows neither SQL nor values. */
public final class DeprecatedColumnException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient ColumnUse use;

    DeprecatedColumnException(ColumnUse use) {
        super(use.toString());
        this.use = use;
    }

    /** {@return which column, where, and what it rests on} */
    public ColumnUse use() {
        return use;
    }
}
