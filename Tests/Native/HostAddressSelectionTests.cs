using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using P2PNet.Native;
using P2PNet.Rtc;

namespace P2PNet.Tests.Native
{
    public sealed class HostAddressSelectionTests
    {
        [TestCase("192.0.2.7", true)]
        [TestCase("10.0.0.4", true)]
        [TestCase("100.64.1.2", true)]
        [TestCase("2001:db8::7", true)]
        [TestCase("fd00::2", true)]
        [TestCase("127.0.0.1", false)]
        [TestCase("::1", false)]
        [TestCase("0.0.0.0", false)]
        [TestCase("169.254.3.4", false)]
        [TestCase("fe80::1", false)]
        [TestCase("224.0.0.251", false)]
        [TestCase("ff02::fb", false)]
        [TestCase("fec0::1", false)]
        [TestCase("::192.0.2.1", false)]
        [TestCase("2001:0:4136:e378:8000:63bf:3fff:fdd2", false)]
        [TestCase("2002:c000:204::1", false)]
        public void TakesWhatLeadsToTheMachine(string address, bool isTaken) =>
            Assert.That(Select(Of("eth0", address)), isTaken ? Is.EqualTo(new[] { address }) : Is.Empty);

        [Test]
        public void LeavesOutTheLastingAddressBesideATemporaryOne()
        {
            Assert.That(
                Select(
                    Of("eth0", "2001:db8:1::1"),
                    new InterfaceAddress("eth0", Parse("2001:db8:1::beef")) { IsTemporary = true },
                    Of("eth0", "2001:db8:2::1"),
                    Of("wlan0", "2001:db8:1::2")),
                Is.EqualTo(new[] { "2001:db8:1::beef", "2001:db8:2::1", "2001:db8:1::2" }));
        }

        [Test]
        public void KeepsTheLastingAddressWhenTheTemporaryOneIsAboutToGo()
        {
            Assert.That(
                Select(Of("eth0", "2001:db8:1::1"), new InterfaceAddress("eth0", Parse("2001:db8:1::beef")) { IsTemporary = true, IsUnusable = true }),
                Is.EqualTo(new[] { "2001:db8:1::1" }));
        }

        [Test]
        public void PutsInterfacesThatLeadOnFirst()
        {
            Assert.That(
                Select(Of("docker0", "172.17.0.1"), new InterfaceAddress("eth0", Parse("192.168.1.2")) { HasGateway = true }),
                Is.EqualTo(new[] { "192.168.1.2", "172.17.0.1" }));
        }

        [Test]
        public void NamesNoAddressTwiceAndEightOfAFamily()
        {
            var many = new List<InterfaceAddress>();
            for (int i = 0; i < 20; i++)
            {
                many.Add(Of("br" + i, "10.0.0." + i / 2));
                many.Add(Of("br" + i, "2001:db8::" + (i + 1)));
            }

            List<TransportAddress> chosen = HostAddressSelection.Select(many);
            Assert.That(chosen, Is.Unique);
            Assert.That(chosen.Count(a => a.IsIPv4), Is.EqualTo(8));
            Assert.That(chosen.Count(a => a.IsIPv6), Is.EqualTo(8));
        }

        [Test]
        public void ReadsTheFlagsOfLinux()
        {
            LinuxAddressFlags flags = LinuxAddressFlags.Parse(new[]
            {
                "20010db800010000000000000000beef 02 40 00 01     eth0",
                "20010db8000100000000000000000001 02 40 00 a0     eth0",
                "20010db8000100000000000000000002 02 40 00 80     eth0",
                "short",
                "zz010db8000100000000000000000002 02 40 00 01     eth0",
                "",
            });
            Assert.That(Flags("2001:db8:1::beef"), Is.EqualTo((true, false)));
            Assert.That(Flags("2001:db8:1::1"), Is.EqualTo((false, true)));
            Assert.That(Flags("2001:db8:1::2"), Is.EqualTo((false, false)));
            Assert.That(Flags("192.0.2.1"), Is.EqualTo((false, false)));

            (bool IsTemporary, bool IsUnusable) Flags(string address)
            {
                flags.Find(Parse(address), out bool isTemporary, out bool isUnusable);
                return (isTemporary, isUnusable);
            }
        }

        [Test]
        public void AsksThisMachineWithoutAnError()
        {
            Assert.That((System.Action)(() => MachineAddresses.Read()), Throws.Nothing);
            Assert.That(
                MachineAddresses.ForHostCandidates(new SessionLoopOptions { LoopbackOnly = true }).ConvertAll(a => a.AddressToString()),
                Is.EqualTo(new[] { "127.0.0.1", "::1" }));
            Assert.That(
                MachineAddresses.ForHostCandidates(new SessionLoopOptions()).Exists(a => a.IsLoopback),
                Is.False);
        }

        private static List<string> Select(params InterfaceAddress[] addresses) => HostAddressSelection.Select(addresses).ConvertAll(a => a.AddressToString());

        private static InterfaceAddress Of(string interfaceId, string address) => new InterfaceAddress(interfaceId, Parse(address));

        private static TransportAddress Parse(string address)
        {
            Assert.That(TransportAddress.TryParse(address, 0, out TransportAddress parsed), Is.True);
            return parsed;
        }
    }
}
