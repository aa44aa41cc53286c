using System;
using System.Collections.Generic;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using P2PNet.Rtc;

namespace P2PNet.Native
{
    /// <summary>Asks the system for the addresses of its interfaces.</summary>
    internal static class MachineAddresses
    {
        private static readonly TransportAddress LoopbackIPv4 = TransportAddress.FromAddress(IPAddress.Loopback, 0);
        private static readonly TransportAddress LoopbackIPv6 = TransportAddress.FromAddress(IPAddress.IPv6Loopback, 0);

        /// <summary>The addresses to be host candidates, with port 0.</summary>
        public static List<TransportAddress> ForHostCandidates(SessionLoopOptions options)
        {
            var result = new List<TransportAddress>();
            if (options.IncludeLoopback || options.LoopbackOnly)
            {
                result.Add(LoopbackIPv4);
                result.Add(LoopbackIPv6);
            }

            if (options.LoopbackOnly) return result;
            try
            {
                result.AddRange(HostAddressSelection.Select(Read()));
            }
            catch (Exception e) when (e is NetworkInformationException || e is PlatformNotSupportedException || e is UnauthorizedAccessException)
            {
                // Some phones forbid it. What a STUN server sees, and what peers see of our checks, still finds a path.
                options.Log?.Invoke("The machine's own addresses cannot be read (" + e.Message + "), so peers in the same network may need a server to find this one.");
            }

            return result;
        }

        /// <summary>Every address of the interfaces that are up.</summary>
        public static List<InterfaceAddress> Read()
        {
            var result = new List<InterfaceAddress>();
            LinuxAddressFlags? linux = RuntimeInformation.IsOSPlatform(OSPlatform.Linux) ? LinuxAddressFlags.Read() : null;
            foreach (NetworkInterface candidate in NetworkInterface.GetAllNetworkInterfaces())
            {
                if (candidate.OperationalStatus == OperationalStatus.Down || candidate.NetworkInterfaceType == NetworkInterfaceType.Loopback) continue;
                IPInterfaceProperties properties = candidate.GetIPProperties();
                bool hasGateway = HasGateway(properties);
                foreach (UnicastIPAddressInformation entry in properties.UnicastAddresses)
                {
                    if (entry.Address.AddressFamily != AddressFamily.InterNetwork && entry.Address.AddressFamily != AddressFamily.InterNetworkV6) continue;
                    TransportAddress address = TransportAddress.FromAddress(entry.Address, 0);
                    bool isTemporary = false, isUnusable = false;
                    if (linux != null) linux.Find(address, out isTemporary, out isUnusable);
                    else if (address.IsIPv6) AskWindows(entry, out isTemporary, out isUnusable);
                    result.Add(new InterfaceAddress(candidate.Id, address)
                    {
                        HasGateway = hasGateway,
                        IsTemporary = isTemporary,
                        IsUnusable = isUnusable,
                    });
                }
            }

            return result;
        }

        private static bool HasGateway(IPInterfaceProperties properties)
        {
            try
            {
                return properties.GatewayAddresses.Count > 0;
            }
            catch (Exception e) when (e is PlatformNotSupportedException || e is NetworkInformationException || e is NotImplementedException)
            {
                return true;
            }
        }

        private static void AskWindows(UnicastIPAddressInformation entry, out bool isTemporary, out bool isUnusable)
        {
            isTemporary = false;
            isUnusable = false;
            if (!RuntimeInformation.IsOSPlatform(OSPlatform.Windows)) return;
            isTemporary = entry.PrefixOrigin == PrefixOrigin.RouterAdvertisement && entry.SuffixOrigin == SuffixOrigin.Random && entry.DuplicateAddressDetectionState != DuplicateAddressDetectionState.Deprecated;
            isUnusable = entry.DuplicateAddressDetectionState != DuplicateAddressDetectionState.Preferred;
        }
    }
}
