package com.example.shop.mail;

import com.example.shop.accounts.Contact;
import com.example.shop.accounts.User;
import java.util.function.Function;

/** Texts; the email_address comes from the caller. */
public class WelcomeMail {

    public String recipient(User user) {
        return user.getEmailAddress();
    }

    public Function<User, String> recipients() {
        return User::getEmailAddress;
    }

    public void correct(User user) {
        user.setEmailAddress("kim@mail.example");
    }

    public String recipientOf(Contact contact) {
        return contact.getEmailAddress();
    }

    public String greeting(String emailAddress) {
        return "Welcome, " + emailAddress;
    }
}
