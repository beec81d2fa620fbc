package io.github.useremails.persistence;

import io.github.useremails.domain.UserId;
import io.github.useremails.domain.Users;
import io.github.useremails.domain.address.EmailAddress;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A lookup among {@link ManyUsers}.
 *
 * @param name what it is called in the report
 * @param call makes the library send it
 * @param values for its parameters, written out
 * @param found how many users it finds with the values
 */
record Lookup(String name, Consumer<Users> call, String values, int found) {

    static List<Lookup> all() {
        UserId id = new UserId(777);
        EmailAddress address = ManyUsers.confirmedAddress(777);
        String addresses = array(i -> "user" + i + "@school.example");
        String ids = array(String::valueOf);
        return List.of(
                new Lookup("find", u -> u.find(id), "777", 1),
                new Lookup("findAll", u -> u.findAll(List.of(id)), ids, 900),
                new Lookup("withEmail", u -> u.withEmail(address), "'user777@school.example'", 1),
                new Lookup("withEmail of nobody", u -> u.withEmail(address), "'nobody@school.example'", 1),
                new Lookup("withPrimaryEmail", u -> u.withPrimaryEmail(address), "'user777@school.example'", 1),
                new Lookup(
                        "withInstitutionManagedEmail",
                        u -> u.withInstitutionManagedEmail(address),
                        "'user777@mail.example'",
                        1),
                new Lookup("withEmails", u -> u.withEmails(List.of(address)), addresses, 900),
                new Lookup("primaryEmail", u -> u.primaryEmail(id), "777", 1),
                new Lookup("primaryEmails", u -> u.primaryEmails(List.of(id)), ids, 900),
                new Lookup("institutionManagedEmail", u -> u.institutionManagedEmail(id), "777", 1),
                new Lookup("institutionManagedEmails", u -> u.institutionManagedEmails(List.of(id)), ids, 900),
                new Lookup("a page", u -> u.pageAfter(id, 50), "777, 50", 50),
                new Lookup("the largest page", u -> u.pageAfter(id, 1_000), "1, 1000", 1_000));
    }

    private static String array(IntFunction<String> element) {
        return IntStream.rangeClosed(1, 900).mapToObj(element).collect(Collectors.joining(",", "'{", "}'"));
    }

    @Override
    public String toString() {
        return name;
    }
}
