"""The master key and the signing key of a store, in a folder that is no part of it.

Whoever takes the database file, a backup or a log has none of what people are called and
none of what was written about them: every person's own key lies in the store wrapped
(AES-256-GCM) by the master key, and the master key lies here.
"""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from riskkit.errors import Fault, StoreError

MASTER: Final = "master.key"
SIGNING: Final = "audit-signing.key"
PUBLIC: Final = "audit-signing.pub"
KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12


@dataclass(frozen=True, slots=True)
class KeyRing:
    """Where the keys lie; each is read when it is first needed.

    Attributes
    ----------
    folder : Path
        A folder of its own, mode 0700, outside the store's folder and its backups.
    """

    folder: Path

    def create(self) -> None:
        """Make the keys that are not there yet; those that are stay as they are."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write_once(self.folder / MASTER, secrets.token_bytes(KEY_BYTES))
        if not (self.folder / SIGNING).exists():
            _write_once(self.folder / SIGNING, Ed25519PrivateKey.generate().private_bytes_raw())
        public = Ed25519PrivateKey.from_private_bytes(self._read(SIGNING)).public_key()
        _write_once(self.folder / PUBLIC, public.public_bytes_raw())

    def wrap(self, key: bytes, *, label: str) -> bytes:
        """Encrypt a person's key with the master key, bound to its label."""
        return encrypt(self._read(MASTER), key, label=label)

    def unwrap(self, wrapped: bytes, *, label: str) -> bytes:
        """Return a person's key; StoreError if the master key is not the one it was wrapped with."""
        return decrypt(self._read(MASTER), wrapped, label=label)

    def sign(self, message: bytes) -> bytes:
        """Return the Ed25519 signature of a message."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return Ed25519PrivateKey.from_private_bytes(self._read(SIGNING)).sign(message)

    def verify(self, signature: bytes, message: bytes) -> bool:
        """Return whether this store's key signed the message."""
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        try:
            Ed25519PublicKey.from_public_bytes(self._read(PUBLIC)).verify(signature, message)
        except InvalidSignature:
            return False
        return True

    def _read(self, name: str) -> bytes:
        try:
            key = (self.folder / name).read_bytes()
        except OSError:
            key = b""
        if len(key) != KEY_BYTES:
            raise StoreError(
                Fault(
                    f"key file '{name}'", "is not there or is not a key", "the store's own keys",
                    "set RISKKIT_SECRETS to the folder that holds them",
                )
            )  # fmt: skip
        return key


def encrypt(key: bytes, content: bytes, *, label: str) -> bytes:
    """Return nonce and ciphertext (AES-256-GCM); the label is authenticated with them."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, content, label.encode())


def decrypt(key: bytes, sealed: bytes, *, label: str) -> bytes:
    """Return what was encrypted; StoreError if key, label or a single bit differs."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], label.encode())
    except (InvalidTag, ValueError):
        raise StoreError(
            Fault("store", "holds what cannot be unsealed: changed, moved or of another key",
                  remedy="check RISKKIT_SECRETS; tell the administrator")
        ) from None  # fmt: skip


def _write_once(path: Path, key: bytes) -> None:
    """Write a key only its owner can read, unless there is one."""
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "wb") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
