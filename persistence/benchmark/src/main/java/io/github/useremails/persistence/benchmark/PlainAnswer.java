package io.github.useremails.persistence.benchmark;

import io.github.useremails.domain.User;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.UserSummary;
import io.github.useremails.domain.address.EmailAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a contender answered, so that answers of two contenders can be compared. */
final class PlainAnswer {

    private PlainAnswer() {}

    static Object of(Object answer) {
        if (answer instanceof Optional<?> optional) {
            return optional.map(PlainAnswer::of);
        }
        if (answer instanceof List<?> list) {
            return list.stream().map(PlainAnswer::of).toList();
        }
        if (answer instanceof Map<?, ?> map) {
            Map<Object, Object> plain = new HashMap<>();
            map.forEach((key, value) -> plain.put(ofKey(key), of(value)));
            return plain;
        }
        if (answer instanceof User user) {
            return PlainUser.of(user);
        }
        if (answer instanceof UserSummary emails) {
            return PlainEmails.of(emails);
        }
        if (answer instanceof EmailAddress address) {
            return PlainEmail.of(address);
        }
        return answer instanceof MappedUser mapped ? mapped.plain() : answer;
    }

    private static Object ofKey(Object key) {
        if (key instanceof EmailAddress address) {
            return address.normalized();
        }
        return key instanceof UserId id ? id.value() : key;
    }
}
