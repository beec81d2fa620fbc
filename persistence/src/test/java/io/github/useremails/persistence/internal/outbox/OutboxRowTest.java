package io.github.useremails.persistence.internal.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.domain.UserEmailEvent;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.address.EmailAddress;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Each event has a kind of its own, and comes back as it was. */
class OutboxRowTest {

    @Test
    void everyEventIsKeptUnderAKindOfItsOwn() throws ReflectiveOperationException {
        Set<String> kinds = new LinkedHashSet<>();
        for (Class<?> type : UserEmailEvent.class.getPermittedSubclasses()) {
            UserEmailEvent event = anEvent(type);

            OutboxRow row = OutboxRow.of(event);

            assertThat(row.event()).isEqualTo(event);
            assertThat(kinds.add(row.kind())).as(row.kind()).isTrue();
        }
        assertThat(OutboxRow.KINDS).containsExactlyInAnyOrderElementsOf(kinds);
    }

    private static UserEmailEvent anEvent(Class<?> type) throws ReflectiveOperationException {
        Class<?>[] types = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        Object[] values = Arrays.stream(types).map(OutboxRowTest::aValue).toArray();
        return (UserEmailEvent) type.getDeclaredConstructor(types).newInstance(values);
    }

    private static Object aValue(Class<?> type) {
        if (type == UserId.class) {
            return new UserId(7);
        }
        EmailAddress address = EmailAddress.parse("Ann@mail.example");
        if (type == Optional.class) {
            return Optional.of(address);
        }
        return type == boolean.class ? true : address;
    }
}
