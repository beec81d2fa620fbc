package io.github.useremails.quickstart;

import io.github.useremails.domain.EmailAddressClaimedException;
import io.github.useremails.domain.User;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.Users;
import io.github.useremails.domain.address.EmailAddress;
import java.util.List;

/** A new address, and who gets it. */
record ChangeTour(Users users, Cast cast, Screen screen, Meter meter) {

    void go() {
        UserId student = cast.student().id();
        EmailAddress address = EmailAddress.parse("Graduate." + student.value() + "@career.example");

        screen.heading("5. Graduation: a new address, confirmed, and the one to write to");
        meter.show(
                "users.update(id, (user, now) -> user.addEmail(address, now))",
                () -> users.update(student, (user, now) -> user.addEmail(address, now)),
                Screen::of);
        meter.show("users.withEmail(address)   // entered is not owned", () -> users.withEmail(address), Screen::of);
        meter.show(
                "users.update(id, (user, now) -> user.confirmEmail(address, now).makePrimary(address))",
                () -> users.update(
                        student, (user, now) -> user.confirmEmail(address, now).makePrimary(address)),
                Screen::of);

        screen.heading("6. Somebody else wants the same address");
        User other = meter.show(
                "users.register(EmailAddress.parse(\"newcomer@career.example\"))",
                () -> users.register(EmailAddress.parse("newcomer@career.example")),
                Screen::of);
        meter.show(
                "users.update(other, (user, now) -> user.addEmail(address, now).confirmEmail(address, now))",
                () -> refusal(other.id(), address),
                List::of);
    }

    private String refusal(UserId other, EmailAddress address) {
        try {
            users.update(other, (user, now) -> user.addEmail(address, now).confirmEmail(address, now));
            throw new IllegalStateException("two users own one address");
        } catch (EmailAddressClaimedException e) {
            return e.getClass().getSimpleName() + ": " + e.getMessage() + "; nothing was written";
        }
    }
}
