package io.github.useremails.quickstart;

import io.github.useremails.domain.User;
import io.github.useremails.domain.Users;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.domain.address.InvalidEmailAddressException;
import java.util.List;
import java.util.Locale;

/** Who is it? */
record LookupTour(Users users, Cast cast, Screen screen, Meter meter) {

    void go() {
        User student = cast.student();
        EmailAddress confirmed = student.primaryEmail().orElseThrow();
        EmailAddress managed = student.institutionManagedEmail().orElseThrow();

        screen.heading("3. Two addresses that used to be one column");
        String id = "new UserId(" + student.id().value() + ")";
        meter.show(
                "users.primaryEmail(" + id + ")",
                () -> users.primaryEmail(student.id()),
                address -> List.of(Screen.of(address, "none") + "   where mail goes"));
        meter.show(
                "users.institutionManagedEmail(" + id + ")",
                () -> users.institutionManagedEmail(student.id()),
                address -> List.of(Screen.of(address, "none") + "   how the school knows the person"));

        screen.heading("4. Whose address is it?");
        find("confirmed, in another spelling", confirmed.value().toUpperCase(Locale.ROOT));
        find("institution-managed, never confirmed", managed.value());
        find("entered by several users, confirmed by none", cast.unconfirmed().value());
        find("unknown", "nobody@nowhere.example");
        String malformed = "ann@@school..example";
        find("malformed", malformed);
        screen.line("    EmailAddress.parse says why: " + reason(malformed));
    }

    private void find(String kind, String text) {
        meter.show("users.withEmail(\"" + text + "\")   // " + kind, () -> users.withEmail(text), Screen::of);
    }

    private static String reason(String text) {
        try {
            EmailAddress.parse(text);
            throw new IllegalStateException("the example is an address after all");
        } catch (InvalidEmailAddressException e) {
            return e.reason().toString();
        }
    }
}
