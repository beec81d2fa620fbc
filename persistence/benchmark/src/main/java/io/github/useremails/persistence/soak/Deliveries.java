package io.github.useremails.persistence.soak;

import io.github.useremails.domain.UserEmailEvent;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.UserStorageException;
import io.github.useremails.domain.outbox.EventOutbox;
import io.github.useremails.domain.outbox.OutboxMessage;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** One thread that delivers what the others committed, and sees that the messages of a user come in their order. */
final class Deliveries implements Callable<@Nullable Void> {

    private final EventOutbox outbox;
    private final Soak.World world;
    private final BooleanSupplier goesOn;
    private final Map<UserId, Long> last = new HashMap<>();
    private long delivered;

    Deliveries(EventOutbox outbox, Soak.World world, BooleanSupplier goesOn) {
        this.outbox = outbox;
        this.world = world;
        this.goesOn = goesOn;
    }

    long delivered() {
        return delivered;
    }

    @Override
    public @Nullable Void call() {
        while (goesOn.getAsBoolean()) {
            deliver();
        }
        return null;
    }

    /** Whether there was something. */
    boolean deliver() {
        try {
            List<OutboxMessage> messages = outbox.claim(100, Duration.ofMillis(1));
            messages.forEach(this::deliver);
            return !messages.isEmpty();
        } catch (UserStorageException failed) {
            world.failures().add(failed.sqlState().orElse("no connection"));
            return true;
        }
    }

    private void deliver(OutboxMessage message) {
        UserId user = message.event().user();
        if (!(message.event() instanceof UserEmailEvent.EnteredByAnother)) {
            long before = Optional.ofNullable(last.put(user, message.id())).orElse(0L);
            if (message.id() < before) {
                world.violations().add("a message of user " + user.value() + " came out of order");
            }
        }
        outbox.acknowledge(message);
        delivered++;
    }
}
