package io.github.useremails.command;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A step of the move that can be undone. The steps after it are undone with it. */
enum UndoneStep {
    VERIFICATION(4, "the record that both sides were verified. The wait for the contract restarts."),
    BACKFILL(3, "the progress of the backfill. Copied addresses stay, and the next backfill processes every user."),
    FORWARDING(
            2,
            "the triggers and functions that forward. A write to one side no longer reaches the other, so no"
                    + " release may write the addresses."),
    STRUCTURE(
            1,
            "the tables and functions of the move, with its conflicts and events. The table user_email_addresses stays."),
    CONTRACT(5, "the drop: the column comes back empty. The next 'useremails expand' fills it from the addresses.");

    /** The contract is undone separately. */
    static final List<UndoneStep> FROM_THE_LAST = List.of(VERIFICATION, BACKFILL, FORWARDING, STRUCTURE);

    private final int number;
    private final String description;

    UndoneStep(int number, String description) {
        this.number = number;
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

    /** {@return the number with which the version of each of its scripts begins} */
    int number() {
        return number;
    }

    /** {@return the script that undoes it, relative to the folder of the move} */
    String script() {
        return "undo/" + number + "_" + this + ".sql";
    }

    /** {@return whether the column takes precedence in the next steps} */
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
