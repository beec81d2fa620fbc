package io.github.useremails.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.sql.Connection;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.assertj.core.api.Condition;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each rule of the architecture reports code that breaks it, and no other code. */
@SuppressWarnings({"StringCaseLocaleUsage", "UnusedMethod", "UnusedVariable", "JavaTimeDefaultTimeZone"
}) // the violations themselves
class ArchitectureViolationsTest {

    static List<Arguments> violations() {
        return List.of(
                arguments(ArchitectureTest.theModelIsPlainJava, SeesTheDatabase.class),
                arguments(ArchitectureTest.theModelIsPlainJava, SeesALibrary.class),
                arguments(ArchitectureTest.namesAreWordsOfTheField, AddressUtil.class),
                arguments(ArchitectureTest.namesAreWordsOfTheField, AddressHelper.class),
                arguments(ArchitectureTest.namesAreWordsOfTheField, AddressManager.class),
                arguments(ArchitectureTest.namesAreWordsOfTheField, AddressImpl.class),
                arguments(ArchitectureTest.errorsAreFinal, OpenException.class),
                arguments(ArchitectureTest.timeIsGivenAndNotTaken, AsksForTheInstant.class),
                arguments(ArchitectureTest.timeIsGivenAndNotTaken, RefersToTheInstant.class),
                arguments(ArchitectureTest.timeIsGivenAndNotTaken, AsksForTheDate.class),
                arguments(ArchitectureTest.timeIsGivenAndNotTaken, TakesTheClock.class),
                arguments(ArchitectureTest.timeIsGivenAndNotTaken, TakesTheTicks.class),
                arguments(ArchitectureTest.timeIsGivenAndNotTaken, TakesTheSource.class),
                arguments(ArchitectureTest.timeIsGivenAndNotTaken, AsksForTheMilliseconds.class),
                arguments(ArchitectureTest.nothingDependsOnTheDefaultLocale, LowerCases.class),
                arguments(ArchitectureTest.nothingDependsOnTheDefaultLocale, RefersToUpperCasing.class),
                arguments(ArchitectureTest.nothingDependsOnTheDefaultLocale, Formats.class),
                arguments(ArchitectureTest.nothingDependsOnTheDefaultLocale, IsFormatted.class),
                arguments(ArchitectureTest.nothingDependsOnTheDefaultLocale, AsksForTheLocale.class));
    }

    static List<ArchRule> rules() {
        return List.of(
                ArchitectureTest.theModelIsPlainJava,
                ArchitectureTest.namesAreWordsOfTheField,
                ArchitectureTest.errorsAreFinal,
                ArchitectureTest.timeIsGivenAndNotTaken,
                ArchitectureTest.nothingDependsOnTheDefaultLocale);
    }

    @ParameterizedTest
    @MethodSource("violations")
    void aViolationIsReportedByName(ArchRule rule, Class<?> violating) {
        List<String> reported =
                rule.evaluate(imported(violating)).getFailureReport().getDetails();

        assertThat(reported).isNotEmpty().allMatch(line -> line.contains(violating.getSimpleName()));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void allowedCodeIsNotReported(ArchRule rule) {
        assertThat(rule.allowEmptyShould(true).evaluate(imported(AllowedCode.class)))
                .doesNotHave(new Condition<>(result -> result.hasViolation(), "a violation"));
    }

    private static JavaClasses imported(Class<?> type) {
        return new ClassFileImporter().importClasses(type);
    }

    private interface SeesTheDatabase {
        Connection connection();
    }

    private interface SeesALibrary {
        Condition<String> condition();
    }

    private interface AddressUtil {}

    private interface AddressHelper {}

    private interface AddressManager {}

    private interface AddressImpl {}

    private static class OpenException extends RuntimeException {}

    private static final class AsksForTheInstant {
        static Instant time() {
            return Instant.now();
        }
    }

    private static final class RefersToTheInstant {
        static final Supplier<Instant> TIME = Instant::now;
    }

    private static final class AsksForTheDate {
        static LocalDate date() {
            return LocalDate.now();
        }
    }

    private static final class TakesTheClock {
        static Clock clock() {
            return Clock.systemUTC();
        }
    }

    private static final class TakesTheTicks {
        static Clock clock() {
            return Clock.tickSeconds(ZoneOffset.UTC);
        }
    }

    private static final class TakesTheSource {
        static InstantSource source() {
            return InstantSource.system();
        }
    }

    private static final class AsksForTheMilliseconds {
        static long time() {
            return System.currentTimeMillis();
        }
    }

    private static final class LowerCases {
        static String lower(String text) {
            return text.toLowerCase();
        }
    }

    private static final class RefersToUpperCasing {
        static final UnaryOperator<String> UPPER = String::toUpperCase;
    }

    private static final class Formats {
        static String message(int number) {
            return String.format("%d", number);
        }
    }

    private static final class IsFormatted {
        static String message(int number) {
            return "%d".formatted(number);
        }
    }

    private static final class AsksForTheLocale {
        static Locale locale() {
            return Locale.getDefault();
        }
    }

    private static final class AllowedCode {
        static String message(String text, Instant now) {
            return String.format(Locale.ROOT, "%s %s", text.toLowerCase(Locale.ROOT), now.atZone(ZoneOffset.UTC));
        }
    }
}
