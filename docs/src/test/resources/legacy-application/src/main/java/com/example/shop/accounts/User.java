package com.example.shop.accounts;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.NamedQuery;
import jakarta.persistence.Table;
import org.hibernate.annotations.Formula;

@Entity
@Table(name = "users")
@NamedQuery(name = "User.reachable", query = "select u.id from User u where u.emailAddress is not null")
public class User {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private Long id;

    private String name;

    @Column(name = "email_address") private String emailAddress;

    @Formula("split_part(email_address, '@', 2)")
    private String domain;

    public Long getId() {
        return id;
    }

    public String getName() {
        return name;
    }

    public void setName(String name) {
        this.name = name;
    }

    /** Use {@code Users.primaryEmail(id)} instead. */
    @Deprecated
    public String getEmailAddress() {
        return emailAddress;
    }

    @Deprecated
    public void setEmailAddress(String text) {
        emailAddress = text;
    }
}
