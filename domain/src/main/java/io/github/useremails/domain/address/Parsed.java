package io.github.useremails.domain.address;

import java.util.Optional;
import java.util.function.Function;

/** The result of parsing a text: accepted as a {@code T}, or rejected for a reason. */
sealed interface Parsed<T> {

    static <T> Parsed<T> accepted(T value) {
        return new Accepted<>(value);
    }

    static <T> Parsed<T> refused(InvalidEmailAddressReason reason) {
        return new Refused<>(reason);
    }

    /** Continues with an accepted value; a rejection is returned unchanged. */
    <R> Parsed<R> then(Function<? super T, Parsed<R>> next);

    Optional<T> toOptional();

    T orElseThrow();

    record Accepted<T>(T value) implements Parsed<T> {

        @Override
        public <R> Parsed<R> then(Function<? super T, Parsed<R>> next) {
            return next.apply(value);
        }

        @Override
        public Optional<T> toOptional() {
            return Optional.of(value);
        }

        @Override
        public T orElseThrow() {
            return value;
        }
    }

    record Refused<T>(InvalidEmailAddressReason reason) implements Parsed<T> {

        @Override
        public <R> Parsed<R> then(Function<? super T, Parsed<R>> next) {
            return new Refused<>(reason);
        }

        @Override
        public Optional<T> toOptional() {
            return Optional.empty();
        }

        @Override
        public T orElseThrow() {
            throw new InvalidEmailAddressException(reason);
        }
    }
}
