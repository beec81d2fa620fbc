package io.github.useremails.persistence.benchmark;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.OneToMany;
import jakarta.persistence.Table;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;

/** A user as Hibernate knows it. */
@NullUnmarked // The fields are filled by Hibernate.
@Entity
@Table(name = "users")
class MappedUser {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    Long id;

    @OneToMany(mappedBy = "user")
    List<MappedAddress> addresses = new ArrayList<>();

    PlainUser plain() {
        return new PlainUser(
                id,
                addresses.stream()
                        .sorted((one, other) -> Long.compare(one.id, other.id))
                        .map(MappedAddress::plain)
                        .toList());
    }
}
