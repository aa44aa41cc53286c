using System;
using System.Globalization;
using P2PNet.Rtc;

namespace P2PNet.Server.Turn;

/// <summary>All addresses with one prefix: <c>192.0.2.0/24</c>, <c>2001:db8::/32</c>, or a single address.</summary>
internal readonly struct AddressRange
{
    private readonly TransportAddress _prefix;
    private readonly int _bits;

    private AddressRange(in TransportAddress prefix, int bits)
    {
        _prefix = prefix;
        _bits = bits;
    }

    public static AddressRange Parse(string text) => TryParse(text, out AddressRange range) ? range : throw new FormatException(text);

    public static bool TryParse(string text, out AddressRange range)
    {
        range = default;
        int slash = text.IndexOf('/');
        if (!TransportAddress.TryParse(slash < 0 ? text : text.AsSpan(0, slash), 0, out TransportAddress prefix)) return false;
        int bits = prefix.AddressLength * 8;
        if (slash >= 0 && (!int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int given) || given > bits)) return false;
        if (slash >= 0) bits = int.Parse(text.AsSpan(slash + 1), CultureInfo.InvariantCulture);
        range = new AddressRange(prefix, bits);
        return true;
    }

    public bool Contains(in TransportAddress address)
    {
        if (address.AddressLength != _prefix.AddressLength) return false;
        Span<byte> mine = stackalloc byte[16];
        Span<byte> other = stackalloc byte[16];
        _prefix.WriteAddress(mine);
        address.WriteAddress(other);
        int whole = _bits / 8;
        if (!mine[..whole].SequenceEqual(other[..whole])) return false;
        int rest = _bits % 8;
        return rest == 0 || (mine[whole] ^ other[whole]) >> (8 - rest) == 0;
    }

    public override string ToString() => FormattableString.Invariant($"{_prefix.AddressToString()}/{_bits}");
}
