package io.github.useremails.migrations;

/** The steps of the move. The version of each script begins with the number of its step. */
enum MoveStep {
    STRUCTURE("1.17"),
    FORWARDING("2.5"),
    BACKFILL("3"),
    VERIFICATION("4"),
    CONTRACT("5");

    private final String lastVersion;

    MoveStep(String lastVersion) {
        this.lastVersion = lastVersion;
    }

    /** {@return the part before the dot in the versions of its scripts} */
    String number() {
        return lastVersion.replaceFirst("[.].*", "");
    }

    /** Returns the version of the last script of this step, for Flyway's target. */
    String target() {
        return lastVersion;
    }
}
