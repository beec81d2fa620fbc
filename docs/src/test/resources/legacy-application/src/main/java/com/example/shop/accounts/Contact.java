package com.example.shop.accounts;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

@Entity
@Table(name = "contacts")
public class Contact {

    @Id
    private Long id;

    @Column(name = "user_id")
    private Long userId;

    @Column(name = "email_address") private String emailAddress;

    public String getEmailAddress() {
        return emailAddress;
    }
}
