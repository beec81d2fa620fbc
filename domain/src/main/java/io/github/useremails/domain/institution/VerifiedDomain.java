package io.github.useremails.domain.institution;

import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.domain.address.EmailDomain;
import io.github.useremails.domain.address.InvalidEmailAddressException;
import java.util.Objects;

/**
 * A domain over which an institution has proved its control.
 *
 * <pre>{@code
 * VerifiedDomain.of("northfield.example").withSubdomains(); // also students.northfield.example
 * }</pre>
 *
 * @param domain the domain
 * @param subdomains whether every domain below it belongs to the institution as well
 */
public record VerifiedDomain(EmailDomain domain, boolean subdomains) {

    /**
     * Creates a verified domain.
     *
     * @param domain the domain
     * @param subdomains whether it includes all domains below it
     * @throws NullPointerException if the domain is null
     */
    public VerifiedDomain {
        Objects.requireNonNull(domain, "domain");
    }

    /**
     * Returns a verified domain without its subdomains.
     *
     * @param domain the domain, in any case and in its own script or as {@code xn--}
     * @return the verified domain
     * @throws InvalidEmailAddressException if no address can have this domain
     */
    public static VerifiedDomain of(String domain) {
        return new VerifiedDomain(EmailDomain.parse(domain), false);
    }

    /**
     * Returns the same domain with all domains below it.
     *
     * @return the verified domain
     */
    public VerifiedDomain withSubdomains() {
        return new VerifiedDomain(domain, true);
    }

    /**
     * Returns whether an address is in the domain, or in a subdomain if subdomains are included.
     *
     * @param address any address
     * @return whether the domain covers the address
     */
    public boolean covers(EmailAddress address) {
        EmailDomain other = address.domain();
        return other.equals(domain) || (subdomains && other.isBelow(domain));
    }
}
