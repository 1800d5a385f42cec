"""Who asks, and what they may: tokens this service issued, their scopes, delegation, and the token endpoint.

A service account's JWT arrives with `iss`, `scope` and, where it acts for a person, `sub`. Signatures are not checked
(a test's key is as good as another); delegation can be withdrawn, tokens expire and can be revoked.
"""

import base64
import binascii
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs

from tests.google_service.errors import no_credentials
from tests.google_service.wire import Answer, Request

LIFETIME = timedelta(hours=1)
ALL = frozenset({"*"})
JWT_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"


@dataclass(frozen=True)
class Grant:
    """What one access token stands for. `robot` is a service account acting for nobody but itself."""

    user: str
    scopes: frozenset[str] = ALL
    robot: bool = False
    expires: datetime | None = None

    def covers(self, wanted: frozenset[str]) -> bool:
        return self.scopes == ALL or not wanted or bool(self.scopes & wanted)


@dataclass
class Auth:
    """Every grant. `open_door`: an unknown bearer token is the owner with every scope."""

    owner: str
    open_door: bool = False
    grants: dict[str, Grant] = field(default_factory=dict)
    refreshable: dict[str, Grant] = field(default_factory=dict)
    codes: dict[str, Grant] = field(default_factory=dict)
    revoked: set[str] = field(default_factory=set)
    undelegated: set[str] = field(default_factory=set)
    delegated_scopes: dict[str, frozenset[str]] = field(default_factory=dict)

    def issue(self, grant: Grant) -> str:
        token = "ya29." + secrets.token_urlsafe(24)
        self.grants[token] = grant
        return token

    def remember(self, grant: Grant) -> str:
        """A refresh token for this grant."""
        token = "1//" + secrets.token_urlsafe(24)
        self.refreshable[token] = grant
        return token

    def who(self, request: Request, now: datetime) -> Grant:
        """The grant of a request's bearer token; raises the 401."""
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        token = token.strip() if kind.lower() == "bearer" else request.query.get("access_token", [""])[0]
        if token in self.revoked:
            raise no_credentials()
        grant = self.grants.get(token)
        if grant is None and self.open_door:
            return Grant(self.owner)
        if grant is None or (grant.expires and grant.expires <= now):
            raise no_credentials()
        return grant


def token_endpoint(auth: Auth, request: Request, now: datetime) -> Answer:
    """POST /token: JWT bearer, refresh token, or authorization code."""
    form = {name: values[0] for name, values in parse_qs(request.body.decode()).items()}
    kind = form.get("grant_type", "")
    if kind == JWT_GRANT:
        return _by_jwt(auth, form.get("assertion", ""), now)
    if kind == "refresh_token":
        return _by_refresh(auth, form, now)
    if kind == "authorization_code":
        return _by_code(auth, form, now)
    return refused("unsupported_grant_type", f"Invalid grant_type: {kind}")


def refused(error: str, description: str, status: int = 400) -> Answer:
    return Answer(status, {"error": error, "error_description": description})


def _by_jwt(auth: Auth, assertion: str, now: datetime) -> Answer:
    claims = _claims(assertion)
    issuer, person = claims.get("iss", ""), claims.get("sub", "")
    scopes = frozenset(claims.get("scope", "").split())
    if not issuer:
        return refused("invalid_grant", "Invalid JWT Signature.")
    if issuer in auth.revoked:
        return refused("invalid_grant", "Invalid grant: account not found")
    if person and person != issuer and not _may_act(auth, issuer, scopes):
        return refused(
            "unauthorized_client",
            "Client is unauthorized to retrieve access tokens using this method, or client not authorized for any"
            " of the scopes requested.",
            401,
        )
    grant = Grant(person or issuer, scopes, robot=person in {"", issuer}, expires=now + LIFETIME)
    return _bearer(auth, grant)


def _may_act(auth: Auth, issuer: str, scopes: frozenset[str]) -> bool:
    allowed = auth.delegated_scopes.get(issuer)
    return issuer not in auth.undelegated and (allowed is None or scopes <= allowed)


def _claims(assertion: str) -> dict[str, Any]:
    pieces = assertion.split(".")
    try:
        found = json.loads(base64.urlsafe_b64decode(pieces[1] + "=" * (-len(pieces[1]) % 4)))
    except (IndexError, ValueError, binascii.Error):
        return {}
    return found if isinstance(found, dict) else {}


def _by_refresh(auth: Auth, form: Mapping[str, str], now: datetime) -> Answer:
    token = form.get("refresh_token", "")
    base = auth.refreshable.get(token) or (Grant(auth.owner) if auth.open_door else None)
    if token in auth.revoked or base is None or (base.expires and base.expires <= now):
        return refused("invalid_grant", "Token has been expired or revoked.")
    asked = frozenset(form.get("scope", "").split())
    return _bearer(auth, Grant(base.user, asked or base.scopes, base.robot, now + LIFETIME))


def _by_code(auth: Auth, form: Mapping[str, str], now: datetime) -> Answer:
    grant = auth.codes.pop(form.get("code", ""), None)
    if grant is None:
        return refused("invalid_grant", "Malformed auth code.")
    answer = _bearer(auth, Grant(grant.user, grant.scopes, expires=now + LIFETIME))
    answer.content["refresh_token"] = auth.remember(grant)
    return answer


def _bearer(auth: Auth, grant: Grant) -> Answer:
    content = {
        "access_token": auth.issue(grant),
        "expires_in": int(LIFETIME.total_seconds()) - 1,
        "token_type": "Bearer",
    }
    if grant.scopes != ALL:
        content["scope"] = " ".join(sorted(grant.scopes))
    return Answer(200, content)


def consent_page(auth: Auth, request: Request) -> Answer:
    """GET /o/oauth2/auth: says yes for the owner at once and sends the browser back with a code (not recorded)."""
    asked = {name: values[0] for name, values in request.query.items()}
    code = "4/" + secrets.token_urlsafe(24)
    auth.codes[code] = Grant(auth.owner, frozenset(asked.get("scope", "").split()) or ALL)
    back = f"{asked.get('redirect_uri', '')}?code={code}&state={asked.get('state', '')}&scope={asked.get('scope', '')}"
    return Answer(302, None, "text/html", headers={"Location": back.replace(" ", "+")})


def token_info(auth: Auth, request: Request, now: datetime) -> Answer:
    """GET /tokeninfo: the scopes of an access token."""
    grant = auth.grants.get(request.query.get("access_token", [""])[0])
    if grant is None or (grant.expires and grant.expires <= now):
        return refused("invalid_token", "Invalid Value")
    left = int((grant.expires - now).total_seconds()) if grant.expires else 3600
    return Answer(
        200, {"scope": " ".join(sorted(grant.scopes)), "email": grant.user, "expires_in": str(left)}
    )


def revoke(auth: Auth, request: Request) -> Answer:
    """POST /revoke."""
    form = parse_qs(request.body.decode())
    auth.revoked.add((form.get("token") or request.query.get("token") or [""])[0])
    return Answer(200, {})
