package io.github.useremails.sample;

import java.util.List;
import java.util.Random;

/** Texts of addresses. Those that one user may claim carry the user's number, so that no two users claim the same. */
final class SampleNames {

    static final int INSTITUTIONS = 40;

    private static final List<String> FIRST = List.of(
            "Ada", "Bela", "Chidi", "Dana", "Emre", "Fatou", "Goran", "Hana", "Ines", "Jun", "Kim", "Lea", "Mara",
            "Nils", "Olga", "Priya", "Rosa", "Sven", "Tomas", "Zoe");
    private static final List<String> LAST = List.of(
            "Adler",
            "Baptiste",
            "Costa",
            "Dubois",
            "Eriksen",
            "Farkas",
            "Gomez",
            "Haddad",
            "Ivanov",
            "Jansen",
            "Keita",
            "Larsen",
            "Moreau",
            "Novak",
            "Okafor",
            "Petrov",
            "Rossi",
            "Sato",
            "Tanaka",
            "Weber");
    private static final List<String> PROVIDERS =
            List.of("mail.example", "post.example", "inbox.example", "web.post.example", "fastmail.test");
    private static final List<String> INTERNATIONAL_PROVIDERS = List.of(
            "b\u00fccher.example",
            "correo-espa\u00f1a.example",
            "\u043f\u043e\u0447\u0442\u0430.example",
            "\u30e1\u30fc\u30eb.example");
    private static final List<String> INTERNATIONAL_FIRST =
            List.of("jos\u00e9", "bj\u00f6rn", "\u0437\u043e\u044f", "\u00e9lodie", "\u6843\u5b50", "na\u00efma");
    private static final List<String> PLACES = List.of(
            "northfield", "eastbridge", "southport", "westhaven", "oakdale", "riverside", "hillcrest", "lakeview");
    private static final List<String> TAGS = List.of("jobs", "news", "students", "alerts");

    private final Random random;
    private long user;
    private String first = "";
    private String last = "";

    SampleNames(Random random) {
        this.random = random;
    }

    void chooseFor(long nextUser) {
        user = nextUser;
        first = any(FIRST);
        last = any(LAST);
    }

    String personal() {
        return first + "." + last + user + "@" + any(PROVIDERS);
    }

    String tagged() {
        return first.charAt(0) + last + user + "+" + any(TAGS) + "@Mail.example";
    }

    String international() {
        return any(INTERNATIONAL_FIRST) + user + "@" + any(INTERNATIONAL_PROVIDERS);
    }

    String atInstitution(int institution) {
        String place = PLACES.get(institution % PLACES.size()) + institution;
        String department = random.nextInt(4) == 0 ? "alumni." : "students.";
        return first + "." + last + "." + user + "@" + department + place + ".example";
    }

    String team() {
        return "team@startup" + (1 + random.nextInt(200)) + ".example";
    }

    private <T> T any(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
