package io.github.useremails.persistence.benchmark;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.NullUnmarked;

/** An address as Hibernate knows it. */
@NullUnmarked // The fields are filled by Hibernate.
@Entity
@Table(name = "user_email_addresses")
class MappedAddress {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    Long id;

    @ManyToOne(fetch = FetchType.LAZY)
    @JoinColumn(name = "user_id")
    MappedUser user;

    @Column(name = "email_address")
    String address;

    @Column(name = "normalized_email_address")
    String normalized;

    @Column(name = "\"primary\"")
    boolean primary;

    boolean confirmed;

    @Column(name = "institution_managed")
    boolean institutionManaged;

    @Column(name = "institution_id")
    Long institution;

    @Column(name = "confirmed_at")
    Instant confirmedAt;

    @Column(name = "created_at")
    Instant createdAt;

    @Column(name = "updated_at")
    Instant updatedAt;

    boolean claimed() {
        return confirmed || institutionManaged;
    }

    PlainAddress plain() {
        return new PlainAddress(
                address, normalized, primary, confirmed, institutionManaged, institution, confirmedAt, createdAt);
    }
}
