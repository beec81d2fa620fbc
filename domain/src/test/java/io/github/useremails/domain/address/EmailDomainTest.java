package io.github.useremails.domain.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;

class EmailDomainTest {

    private static final EmailDomain SCHOOL = EmailDomain.parse("School.EDU");

    @Test
    void equalityIgnoresCapitalsAndTheScript() {
        assertThat(SCHOOL)
                .isEqualTo(EmailDomain.parse("school.edu"))
                .hasSameHashCodeAs(EmailDomain.parse("school.edu"))
                .isNotEqualTo(EmailDomain.parse("students.school.edu"));
        assertThat(EmailDomain.parse("münchen.example")).isEqualTo(EmailDomain.parse("XN--mnchen-3ya.example"));
    }

    @Test
    void onlyASubdomainIsBelow() {
        assertThat(EmailDomain.parse("students.school.edu").isBelow(SCHOOL)).isTrue();
        assertThat(SCHOOL.isBelow(SCHOOL)).isFalse();
        assertThat(EmailDomain.parse("otherschool.edu").isBelow(SCHOOL)).isFalse();
    }

    @Test
    void otherTextIsInvalid() {
        assertThat(EmailDomain.tryParse("school")).isEmpty();
        assertThat(EmailDomain.tryParse("school.edu")).contains(SCHOOL);
        assertThatExceptionOfType(InvalidEmailAddressException.class)
                .isThrownBy(() -> EmailDomain.parse("127.0.0.1"))
                .satisfies(error -> assertThat(error.reason()).isEqualTo(InvalidEmailAddressReason.LAST_LABEL_NUMERIC));
    }
}
