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

    /** {@return the part of each version of its scripts before the dot} */
    String number() {
        return lastVersion.replaceFirst("[.].*", "");
    }

    /** For Flyway: the version of the last script of this step. */
    String target() {
        return lastVersion;
    }
}
