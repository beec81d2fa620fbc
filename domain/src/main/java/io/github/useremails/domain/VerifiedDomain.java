package io.github.useremails.domain;

import java.util.Objects;

/**
 * A domain of which an institution has shown that it is the institution's.
 *
 * <pre>{@code
 * VerifiedDomain.of("northfield.example").withSubdomains(); // also students.northfield.example
 * }</pre>
 *
 * @param name the domain, in lower-case A-labels
 * @param subdomains whether every domain below it is the institution's as well
 */
public record VerifiedDomain(String name, boolean subdomains) {

    /**
     * Reads the name as the domain of an address is read.
     *
     * @param name the domain, in any case and in its own script or as {@code xn--}
     * @param subdomains whether it stands for those below it
     * @throws InvalidEmailAddressException if no address can have the domain
     */
    public VerifiedDomain {
        name = DomainName.parse(Objects.requireNonNull(name, "name")).orElseThrow();
    }

    /**
     * The domain alone.
     *
     * @param name the domain
     * @return the domain without those below it
     * @throws InvalidEmailAddressException if no address can have the domain
     */
    public static VerifiedDomain of(String name) {
        return new VerifiedDomain(name, false);
    }

    /**
     * The domain and all below it.
     *
     * @return the changed domain
     */
    public VerifiedDomain withSubdomains() {
        return new VerifiedDomain(name, true);
    }

    /**
     * Whether the domain is the one of an address.
     *
     * @param address any address
     * @return whether the address stands in the domain, or below it where that counts
     */
    public boolean covers(EmailAddress address) {
        String text = address.normalized();
        String domain = text.substring(text.lastIndexOf('@') + 1);
        return domain.equals(name) || (subdomains && domain.endsWith("." + name));
    }
}
