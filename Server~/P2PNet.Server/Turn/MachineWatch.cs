using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.NetworkInformation;
using P2PNet.Rtc;

namespace P2PNet.Server.Turn;

/// <summary>Keeps an <see cref="OwnMachine"/> up to date: by the system's events, and whenever it is told to look.</summary>
internal sealed class MachineWatch : IDisposable
{
    private readonly OwnMachine _machine;

    /// <summary>Looks at once, and from then on.</summary>
    public MachineWatch(OwnMachine machine)
    {
        _machine = machine;
        Look();
        NetworkChange.NetworkAddressChanged += OnChanged;
    }

    /// <summary>Looks at the interfaces now. Thread: any.</summary>
    public void Look()
    {
        var addresses = new List<IPAddress>();
        var routers = new List<IPAddress>();
        try
        {
            foreach (NetworkInterface one in NetworkInterface.GetAllNetworkInterfaces())
            {
                IPInterfaceProperties properties = one.GetIPProperties();
                addresses.AddRange(properties.UnicastAddresses.Select(a => a.Address));
                routers.AddRange(properties.GatewayAddresses.Select(a => a.Address));
            }
        }
        catch (Exception e) when (e is NetworkInformationException or IOException or PlatformNotSupportedException or UnauthorizedAccessException)
        {
            // An interface that goes away meanwhile, for example. What was known stays; the next look may succeed.
            return;
        }

        lock (_machine) _machine.Set(addresses.Select(a => TransportAddress.FromAddress(a, 0)), routers.Select(a => TransportAddress.FromAddress(a, 0)));
    }

    public void Dispose() => NetworkChange.NetworkAddressChanged -= OnChanged;

    private void OnChanged(object? sender, EventArgs e) => Look();
}
