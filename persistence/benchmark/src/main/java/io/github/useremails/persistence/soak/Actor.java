package io.github.useremails.persistence.soak;

import io.github.useremails.domain.User;
import io.github.useremails.domain.UserChange;
import io.github.useremails.domain.UserEmailException;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.UserStorageException;
import io.github.useremails.domain.Users;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.domain.confirmation.ConfirmationOutcome;
import io.github.useremails.domain.confirmation.ConfirmationRequest;
import io.github.useremails.domain.confirmation.EmailConfirmations;
import io.github.useremails.persistence.PostgresUserEmails;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One thread of the soak. Its own users are changed by nobody else, and by addresses that nobody else has, so that the
 * journal is exact; with the shared ones it meets the other actors.
 */
record Actor(Random random, Soak.World world, List<UserId> own, BooleanSupplier goesOn)
        implements Callable<@Nullable Void> {

    @Override
    public @Nullable Void call() {
        while (goesOn.getAsBoolean()) {
            act();
        }
        return null;
    }

    private void act() {
        int choice = random.nextInt(20);
        if (choice < 10) {
            changeOwn(own.get(random.nextInt(own.size())));
        } else if (choice < 14) {
            attempt(
                    "shared change",
                    () -> users().update(shared(), RandomChange.next(random).on(this::sharedAddress, random)));
        } else if (choice < 16) {
            attempt("confirm", this::requestAndConfirm);
        } else if (choice < 17) {
            attempt("merge", this::mergeShared);
        } else if (choice < 18) {
            attempt("remove unconfirmed", () -> emails().upkeep().removeUnconfirmed(5));
        } else if (choice < 19) {
            attempt("lookup", this::lookUp);
        } else {
            attempt(random.nextInt(10) == 0 ? "erase" : "cancel", this::eraseOrCancel);
        }
    }

    private PostgresUserEmails emails() {
        return world.emails();
    }

    private Users users() {
        return emails().users();
    }

    private EmailConfirmations confirmations() {
        return emails().confirmations();
    }

    private void changeOwn(UserId user) {
        AtomicReference<@Nullable User> intended = new AtomicReference<>();
        UserChange change = RandomChange.next(random).on(() -> addressOf(user), random);
        try {
            User after = users().update(user, (before, now) -> {
                intended.set(null);
                User changed = change.apply(before, now);
                intended.set(changed);
                return changed;
            });
            world.journal().acknowledged(after);
            world.operations().add("own change");
        } catch (UserEmailException refused) {
            world.refusals().add(refused.getClass().getSimpleName());
        } catch (UserStorageException failed) {
            world.failures().add(failed.sqlState().orElse("no connection"));
            User lost = intended.get();
            if (lost != null) {
                world.journal().unknown(user, lost);
                world.look(user);
            }
        }
    }

    private void attempt(String name, Runnable operation) {
        try {
            operation.run();
            world.operations().add(name);
        } catch (UserEmailException refused) {
            world.refusals().add(refused.getClass().getSimpleName());
        } catch (UserStorageException failed) {
            world.failures().add(failed.sqlState().orElse("no connection"));
        }
    }

    private void requestAndConfirm() {
        UserId user = shared();
        EmailAddress address = sharedAddress();
        users().update(user, (before, now) -> before.addEmail(address, now));
        ConfirmationRequest request = confirmations().request(user, address);
        confirmations().peek(request.token());
        boolean used = confirmations().confirm(request.token()) instanceof ConfirmationOutcome.Confirmed;
        if (used && confirmations().confirm(request.token()) instanceof ConfirmationOutcome.Confirmed) {
            world.violations().add("a token was used twice");
        }
    }

    private void mergeShared() {
        UserId from = shared();
        UserId into = shared();
        if (!from.equals(into)) {
            users().merge(from, into);
        }
    }

    private void lookUp() {
        EmailAddress address = sharedAddress();
        users().withEmail(address).ifPresent(found -> {
            boolean claimed =
                    found.emailAddress(address).filter(e -> e.claimed()).isPresent();
            if (!claimed) {
                world.violations().add("a user was found by an address that is not the user's");
            }
        });
    }

    private void eraseOrCancel() {
        if (random.nextInt(10) == 0) {
            users().erase(shared());
        } else {
            confirmations().cancel(shared());
        }
    }

    private UserId shared() {
        return world.shared().get(random.nextInt(world.shared().size()));
    }

    private EmailAddress sharedAddress() {
        return EmailAddress.parse("Shared" + random.nextInt(60) + "@mail.example");
    }

    /** Of this user alone: a confirmation by another one would take it away. */
    private EmailAddress addressOf(UserId user) {
        return EmailAddress.parse("Own" + user.value() + "." + random.nextInt(100) + "@mail.example");
    }
}
