package io.onevent.it.console;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.security.enterprise.authentication.mechanism.http.BasicAuthenticationMechanismDefinition;
import jakarta.security.enterprise.credential.Credential;
import jakarta.security.enterprise.credential.UsernamePasswordCredential;
import jakarta.security.enterprise.identitystore.CredentialValidationResult;
import jakarta.security.enterprise.identitystore.IdentityStore;
import java.util.Set;

/** Lets everybody log in whose password is the name, and gives the roles of which the name is made. */
@ApplicationScoped
@BasicAuthenticationMechanismDefinition(realmName = "console")
public class Users implements IdentityStore {

    @Override
    public CredentialValidationResult validate(Credential credential) {
        return credential instanceof UsernamePasswordCredential login
                        && login.getPasswordAsString().equals(login.getCaller())
                ? new CredentialValidationResult(
                        login.getCaller(), Set.of(login.getCaller().split("-")))
                : CredentialValidationResult.INVALID_RESULT;
    }
}
