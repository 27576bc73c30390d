/** Values, resources and what they are made of, in the notation of `shapes.ts`. */
export const RESOURCE_SHAPES = `
Labels
  1 labels* Label
Label
  1 key! string, 2 value string
Value.Scalar
  1 value! double
Resource
  12 provider_id ResourceProviderID, 1 name! string, 2 type! Value.Type, 3 scalar Value.Scalar,
  4 ranges Value.Ranges, 5 set Value.Set, 6 role string, 11 allocation_info .AllocationInfo,
  8 reservation .ReservationInfo, 13 reservations* .ReservationInfo, 7 disk .DiskInfo,
  9 revocable .RevocableInfo, 10 shared .SharedInfo
ResourceProviderID
  1 value! string
enum Value.Type
  0 SCALAR, 1 RANGES, 2 SET, 3 TEXT
Value.Ranges
  1 range* Value.Range
Value.Range
  1 begin! uint64, 2 end! uint64
Value.Set
  1 item* string
Resource.AllocationInfo
  1 role string
Resource.ReservationInfo
  4 type .Type, 3 role string, 1 principal string, 2 labels Labels
enum Resource.ReservationInfo.Type
  0 UNKNOWN, 1 STATIC, 2 DYNAMIC
Resource.DiskInfo
  1 persistence .Persistence, 2 volume Volume, 3 source .Source
Resource.DiskInfo.Persistence
  1 id! string, 2 principal string
Volume
  3 mode! .Mode, 1 container_path! string, 2 host_path string, 4 image Image, 5 source .Source
enum Volume.Mode
  1 RW, 2 RO
Image
  1 type! .Type, 2 appc .Appc, 3 docker .Docker, 4 cached bool
enum Image.Type
  1 APPC, 2 DOCKER
Image.Appc
  1 name! string, 2 id string, 3 labels Labels
Image.Docker
  1 name! string, 2 credential Credential, 3 config Secret
Credential
  1 principal! string, 2 secret string
Secret
  1 type .Type, 2 reference .Reference, 3 value .Value
enum Secret.Type
  0 UNKNOWN, 1 REFERENCE, 2 VALUE
Secret.Reference
  1 name! string, 2 key string
Secret.Value
  1 data! bytes
Volume.Source
  1 type .Type, 2 docker_volume .DockerVolume, 5 host_path .HostPath, 3 sandbox_path .SandboxPath,
  4 secret Secret, 6 csi_volume .CSIVolume
enum Volume.Source.Type
  0 UNKNOWN, 1 DOCKER_VOLUME, 4 HOST_PATH, 2 SANDBOX_PATH, 3 SECRET, 5 CSI_VOLUME
Volume.Source.DockerVolume
  1 driver string, 2 name! string, 3 driver_options Parameters
Parameters
  1 parameter* Parameter
Parameter
  1 key! string, 2 value! string
Volume.Source.HostPath
  1 path! string, 2 mount_propagation MountPropagation
MountPropagation
  1 mode .Mode
enum MountPropagation.Mode
  0 UNKNOWN, 1 HOST_TO_CONTAINER, 2 BIDIRECTIONAL
Volume.Source.SandboxPath
  1 type .Type, 2 path! string
enum Volume.Source.SandboxPath.Type
  0 UNKNOWN, 1 SELF, 2 PARENT
Volume.Source.CSIVolume
  1 plugin_name! string, 2 static_provisioning .StaticProvisioning
Volume.Source.CSIVolume.StaticProvisioning
  1 volume_id! string, 2 volume_capability! Volume.Source.CSIVolume.VolumeCapability,
  3 node_stage_secrets{} Secret, 4 node_publish_secrets{} Secret, 5 volume_context{} string
Volume.Source.CSIVolume.VolumeCapability
  1 block .BlockVolume, 2 mount .MountVolume, 3 access_mode! .AccessMode
Volume.Source.CSIVolume.VolumeCapability.BlockVolume
Volume.Source.CSIVolume.VolumeCapability.MountVolume
  1 fs_type string, 2 mount_flags* string
Volume.Source.CSIVolume.VolumeCapability.AccessMode
  1 mode! .Mode
enum Volume.Source.CSIVolume.VolumeCapability.AccessMode.Mode
  0 UNKNOWN, 1 SINGLE_NODE_WRITER, 2 SINGLE_NODE_READER_ONLY, 3 MULTI_NODE_READER_ONLY,
  4 MULTI_NODE_SINGLE_WRITER, 5 MULTI_NODE_MULTI_WRITER
Resource.DiskInfo.Source
  1 type! .Type, 2 path .Path, 3 mount .Mount, 7 vendor string, 4 id string, 5 metadata Labels,
  6 profile string
enum Resource.DiskInfo.Source.Type
  0 UNKNOWN, 1 PATH, 2 MOUNT, 3 BLOCK, 4 RAW
Resource.DiskInfo.Source.Path
  1 root string
Resource.DiskInfo.Source.Mount
  1 root string
Resource.RevocableInfo
Resource.SharedInfo
DurationInfo
  1 nanoseconds! int64
Address
  1 hostname string, 2 ip string, 3 port! int32
DomainInfo
  1 fault_domain .FaultDomain
DomainInfo.FaultDomain
  1 region! .RegionInfo, 2 zone! .ZoneInfo
DomainInfo.FaultDomain.RegionInfo
  1 name! string
DomainInfo.FaultDomain.ZoneInfo
  1 name! string
URL
  1 scheme! string, 2 address! Address, 3 path string, 4 query* Parameter, 5 fragment string
Attribute
  1 name! string, 2 type! Value.Type, 3 scalar Value.Scalar, 4 ranges Value.Ranges,
  6 set Value.Set, 5 text Value.Text
Value.Text
  1 value! string
TimeInfo
  1 nanoseconds! int64
UUID
  1 value! bytes
google.Duration
  1 seconds int64, 2 nanos int32
ResourceProviderInfo
  1 id ResourceProviderID, 2 attributes* Attribute, 3 type! string, 4 name! string,
  5 default_reservations* Resource.ReservationInfo, 6 storage .Storage
ResourceProviderInfo.Storage
  1 plugin! CSIPluginInfo, 2 reconciliation_interval_seconds double
CSIPluginInfo
  1 type! string, 2 name string, 3 containers* CSIPluginContainerInfo,
  4 endpoints* CSIPluginEndpoint, 5 target_path_root string, 6 target_path_exists bool
CSIPluginContainerInfo
  1 services* .Service, 2 command CommandInfo, 3 resources* Resource, 4 container ContainerInfo
enum CSIPluginContainerInfo.Service
  0 UNKNOWN, 1 CONTROLLER_SERVICE, 2 NODE_SERVICE
CSIPluginEndpoint
  1 csi_service! CSIPluginContainerInfo.Service, 2 endpoint! string
`;
