using System.Net;
using System.Net.Sockets;

namespace P2PNet.Server;

/// <summary>Addresses as people write them: .NET also reads <c>1.2.3</c> (1.2.0.3), <c>0x7f.1</c>, <c>010.0.0.1</c> and <c>[::1]:80</c>, which are slips here.</summary>
internal static class NumericAddress
{
    public static bool TryParse(string text, out IPAddress address)
    {
        bool isAddress = IPAddress.TryParse(text, out IPAddress? parsed);
        address = parsed ?? IPAddress.None;
        return isAddress && (address.AddressFamily == AddressFamily.InterNetwork ? address.ToString() == text : !text.StartsWith('['));
    }
}
