package io.github.useremails.persistence.benchmark;

import java.util.Arrays;
import java.util.List;

/** What is chosen on the command line by a word. */
interface Named {

    String word();

    /** Those whose words are in the list, separated by commas, in their own order; all of them if it is blank. */
    static <T extends Named> List<T> chosen(String property, T[] all, String words) {
        if (words.isBlank()) {
            return List.of(all);
        }
        List<String> wanted = List.of(words.strip().split("\\s*,\\s*"));
        List<String> known = Arrays.stream(all).map(Named::word).toList();
        for (String word : wanted) {
            if (!known.contains(word)) {
                throw new IllegalArgumentException(
                        "-D" + property + ": there is no " + word + "; there is " + String.join(", ", known));
            }
        }
        return Arrays.stream(all).filter(one -> wanted.contains(one.word())).toList();
    }
}
