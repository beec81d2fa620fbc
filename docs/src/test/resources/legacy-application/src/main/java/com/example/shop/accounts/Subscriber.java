package com.example.shop.accounts;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** What the newsletter sees of a user. */
@Entity
@Table(name = "users")
public class Subscriber {

    @Id
    private Long id;

    private String emailAddress;

    public Long getId() {
        return id;
    }
}
