package io.github.useremails.migrations.command;

import java.util.Arrays;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A step of the move that can be taken away. With it go those that came after it. */
enum UndoneStep {
    VERIFICATION(22, 22, "the note that both sides were verified. The wait for the contract begins again."),
    BACKFILL(21, 21, "the progress of the backfill. What was copied stays, and the next backfill looks at every user."),
    FORWARDING(
            17,
            20,
            "the triggers and functions that forward, copy and verify. A write to one side no longer reaches the other, so no"
                    + " release may write the addresses any more."),
    STRUCTURE(16, 16, "the tables of the move, with its conflicts and events. The table user_email_addresses stays."),
    CONTRACT(0, 0, "the drop: the column comes back empty. The next 'useremails expand' fills it from the addresses.");

    static final int LAST_VERSION = 22;

    private final int firstVersion;
    private final int lastVersion;
    private final String description;

    UndoneStep(int firstVersion, int lastVersion, String description) {
        this.firstVersion = firstVersion;
        this.lastVersion = lastVersion;
        this.description = description;
    }

    static final class Converter implements ITypeConverter<UndoneStep> {

        @Override
        public UndoneStep convert(String name) {
            return Arrays.stream(values())
                    .filter(step -> step.toString().equalsIgnoreCase(name))
                    .findFirst()
                    .orElseThrow(
                            () -> new TypeConversionException("'" + name + "' is not a step of the move. The steps are "
                                    + Arrays.toString(values()).replaceAll("[\\[\\]]", "")));
        }
    }

    int firstVersion() {
        return firstVersion;
    }

    boolean has(int version) {
        return version >= firstVersion && version <= lastVersion;
    }

    /** {@return whether the next steps take the column for what counts} */
    boolean makesTheColumnCount() {
        return this == BACKFILL || this == FORWARDING || this == STRUCTURE;
    }

    String description() {
        return description;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
