"""XMP packets, without what is said in them of the old picture's pixels.

Source: ISO 16684-1:2019 (XMP part 1) and Adobe's XMP Specification Part 3 (2020), 1.1.3.1 on packets in JPEG files.
"""

from __future__ import annotations

import hashlib
import struct
from xml.parsers import expat

MOST_BYTES = 16 << 20  # of a packet
_MOST_ELEMENTS, _MOST_ATTRIBUTES, _MOST_SPACES, _DEEPEST = 200_000, 100_000, 200, 200

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_NOTE = "http://ns.adobe.com/xmp/note/"
_ADOBE = "http://ns.adobe.com/"

# Properties that would contradict a new picture, or show the old one: its way up, size and samples; previews and what
# layers said; where in it faces, crops and retouched places lay.
_DROPPED: dict[str, frozenset[str]] = {
    _ADOBE + "tiff/1.0/": frozenset((
        "Orientation", "ImageWidth", "ImageLength", "BitsPerSample", "Compression", "PhotometricInterpretation",
        "SamplesPerPixel", "PlanarConfiguration", "YCbCrSubSampling", "YCbCrPositioning", "YCbCrCoefficients",
        "XResolution", "YResolution", "ResolutionUnit",
    )),
    _ADOBE + "exif/1.0/": frozenset(("PixelXDimension", "PixelYDimension", "CompressedBitsPerPixel")),
    _ADOBE + "xap/1.0/": frozenset(("Thumbnails",)),
    _ADOBE + "xap/1.0/mm/": frozenset(("Pantry",)),
    _ADOBE + "photoshop/1.0/": frozenset(("TextLayers", "DocumentAncestors", "ColorMode", "ICCProfile")),
    _ADOBE + "camera-raw-settings/1.0/": frozenset((
        "HasCrop", "CropTop", "CropLeft", "CropBottom", "CropRight", "CropAngle", "CropWidth", "CropHeight", "CropUnit",
        "CropUnits", "CropConstrainToWarp", "CropConstrainToUnitSquare", "RetouchInfo", "RetouchAreas", "RedEyeInfo",
        "PaintBasedCorrections", "GradientBasedCorrections", "CircularGradientBasedCorrections",
        "MaskGroupBasedCorrections",
    )),
    "http://iptc.org/std/Iptc4xmpExt/2008-02-29/": frozenset(("ImageRegion",)),
    _NOTE: frozenset(("HasExtendedXMP",)),
}  # fmt: skip
# Whole namespaces of that kind: thumbnails, panoramas, depth and gain maps, motion photos, regions of faces.
_DROPPED_SPACES = (
    _ADOBE + "xap/1.0/g/img/", _ADOBE + "hdr-gain-map/", "http://ns.google.com/photos/", "http://ns.apple.com/HDRGainMap/",
    "http://ns.apple.com/pixeldatainfo/", "http://ns.apple.com/faceinfo/",
    "http://www.metadataworkinggroup.com/schemas/regions/", "http://ns.microsoft.com/photo/1.2/",
)  # fmt: skip

_EXTENSION = b"http://ns.adobe.com/xmp/extension/\0"
_STANDARD = b"http://ns.adobe.com/xap/1.0/\0"
_MOST_IN_SEGMENT = 65_502  # bytes of a packet in one APP1 segment
_PIECE = 65_400  # bytes of an extended packet in each further one


def clean_xmp(packet: bytes | None, extended: bytes | None = None) -> bytes | None:
    """``packet`` (UTF-8, or UTF-16 with its mark) in UTF-8 and cleaned; None where it is no XML or too large.

    What cannot be parsed cannot be cleaned, and does not go on.

    Args:
        extended: a second packet whose properties belong to the first one.
    """
    if packet is None:
        return None
    try:
        cleaner = _Cleaner(packet)
        if extended is None:
            return cleaner.result()
        return cleaner.result(_Cleaner(extended, inner_only=True).result())
    except (expat.ExpatError, ValueError, RecursionError):
        return None


class _Cleaner:
    """Copies XML from expat's events, so that prefixes and order stay and memory does not grow with the tree."""

    def __init__(self, packet: bytes, inner_only: bool = False) -> None:
        wide = packet[:2] in (b"\xff\xfe", b"\xfe\xff")
        packet = (packet.decode("utf-16").encode("utf-8") if wide else packet).strip(b"\0 \t\r\n")
        if not packet or len(packet) > MOST_BYTES:
            raise ValueError("no packet, or too large a one")
        if packet.count(b'="') + packet.count(b"='") > _MOST_ATTRIBUTES:  # expat takes ever longer for each
            raise ValueError("too many attributes")
        self._out: list[str] = []
        self._inner_only = inner_only  # only what stands in rdf:RDF
        self._spaces: dict[str, list[str]] = {"xml": ["http://www.w3.org/XML/1998/namespace"]}  # innermost last
        self._declared: list[list[str]] = []  # prefixes, for each open element
        self._skipped = 0  # depth inside of something that is left out
        self._path: list[str] = []
        self._elements = 0
        self._end_of_rdf: int | None = None
        parser = expat.ParserCreate("utf-8" if wide else None)
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.ProcessingInstructionHandler = self._instruction
        parser.StartDoctypeDeclHandler = self._refuse  # entities could grow without end
        parser.Parse(packet, True)

    def result(self, inserted: bytes | None = None) -> bytes:
        """UTF-8; ``inserted`` before the end of rdf:RDF."""
        if inserted is not None and self._end_of_rdf is not None:
            self._out.insert(self._end_of_rdf, inserted.decode("utf-8"))
        return "".join(self._out).encode("utf-8", "replace")

    @staticmethod
    def _refuse(*_: object) -> None:
        raise ValueError("a packet has no document type")

    def _name(self, name: str, attribute: bool = False) -> tuple[str, str]:
        prefix, colon, local = name.rpartition(":")
        if attribute and not colon:
            return "", local
        meanings = self._spaces.get(prefix)
        return meanings[-1] if meanings else "", local

    @property
    def _copies(self) -> bool:
        return not self._skipped and (not self._inner_only or _RDF + "RDF" in self._path[:-1])

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        declared = [key for key in attributes if key == "xmlns" or key.startswith("xmlns:")]
        self._declared.append([key.removeprefix("xmlns").removeprefix(":") for key in declared])
        for prefix, key in zip(self._declared[-1], declared, strict=True):
            self._spaces.setdefault(prefix, []).append(attributes[key])
        space, local = self._name(name)
        self._path.append(space + local)
        self._elements += 1
        if self._elements > _MOST_ELEMENTS or len(self._path) > _DEEPEST:
            raise ValueError("too many elements, or too deep")
        if self._skipped or _is_dropped(space, local):
            self._skipped += 1
            return
        if not self._copies:
            return
        from xml.sax.saxutils import quoteattr  # not before there is XMP: it brings urllib and http along

        kept = {key: value for key, value in attributes.items() if not _is_dropped(*self._name(key, attribute=True))}
        if self._inner_only and self._path[-2] == _RDF + "RDF":
            scope = {prefix: meanings[-1] for prefix, meanings in self._spaces.items() if meanings and prefix != "xml"}
            if len(scope) > _MOST_SPACES:
                raise ValueError("too many namespaces")
            kept = {f"xmlns:{prefix}" if prefix else "xmlns": space for prefix, space in scope.items()} | kept
        self._out.append(f"<{name}" + "".join(f" {key}={quoteattr(value)}" for key, value in kept.items()) + ">")

    def _end(self, name: str) -> None:
        if self._skipped:
            self._skipped -= 1
        elif self._copies:
            if self._path[-1] == _RDF + "RDF" and self._end_of_rdf is None:
                self._end_of_rdf = len(self._out)
            self._out.append(f"</{name}>")
        self._path.pop()
        for prefix in self._declared.pop():
            self._spaces[prefix].pop()

    def _text(self, text: str) -> None:
        from xml.sax.saxutils import escape

        if not self._skipped and (not self._inner_only or _RDF + "RDF" in self._path[:-1]):
            self._out.append(escape(text))

    def _instruction(self, target: str, data: str) -> None:
        if not self._skipped and not self._inner_only:
            self._out.append(f"<?{target} {data}?>")


def _is_dropped(space: str, local: str) -> bool:
    return local in _DROPPED.get(space, ()) or space.startswith(_DROPPED_SPACES)


# -- in JPEG files -----------------------------------------------------------------------------------------------------


def from_segments(segments: list[bytes]) -> tuple[bytes | None, bytes | None]:
    """(packet, extended packet or None) from the contents of a JPEG's APP1 segments."""
    packet = next((s.removeprefix(_STANDARD) for s in segments if s.startswith(_STANDARD)), None)
    whole = bytearray()
    wanted = None
    for segment in segments:
        if not segment.startswith(_EXTENSION) or len(segment) < len(_EXTENSION) + 40:
            continue
        head = segment[len(_EXTENSION) : len(_EXTENSION) + 40]
        key, (size, at) = head[:32], struct.unpack(">II", head[32:])
        body = segment[len(_EXTENSION) + 40 :]
        if wanted is None and packet is not None and key in packet and size <= MOST_BYTES:
            wanted, whole = key, bytearray(size)
        if key == wanted and at + len(body) <= len(whole):
            whole[at : at + len(body)] = body
    return packet, bytes(whole) or None


def to_segments(packet: bytes) -> list[bytes]:
    """The contents of APP1 segments that hold ``packet``; one that is too large goes into an extended one."""
    if len(packet) <= _MOST_IN_SEGMENT:
        return [_STANDARD + packet]
    start, end = packet.find(b"<?xpacket"), packet.rfind(b"<?xpacket")
    if 0 <= start < end:
        packet = packet[packet.index(b"?>", start) + 2 : end]
    key = hashlib.md5(packet, usedforsecurity=False).hexdigest().upper().encode()
    note = (
        b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="%s"><rdf:Description rdf:about="" xmlns:xmpNote="%s" '
        b'xmpNote:HasExtendedXMP="%s"></rdf:Description></rdf:RDF></x:xmpmeta>'
    ) % (_RDF.encode(), _NOTE.encode(), key)
    pieces = range(0, len(packet), _PIECE)
    head = _EXTENSION + key + struct.pack(">I", len(packet))
    return [_STANDARD + note, *(head + struct.pack(">I", at) + packet[at : at + _PIECE] for at in pieces)]
