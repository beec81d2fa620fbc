package io.github.useremails.legacy;

/** What a finder points at: lines of a file, or something that has a name. */
sealed interface Finding permits Finding.Lines, Finding.Named, SqlScript.Statement {

    /** Whether this is what the finder means. */
    boolean is(Reference reference);

    /** From the first to the last line, both from 1 and included. */
    record Lines(String file, int first, int last) implements Finding {

        @Override
        public boolean is(Reference reference) {
            return reference.file().equals(file) && reference.number() >= first && reference.number() <= last;
        }
    }

    /** A method, a class, an object of the database, a statement. */
    record Named(String name) implements Finding {

        @Override
        public boolean is(Reference reference) {
            return reference.names().contains(name);
        }
    }
}
