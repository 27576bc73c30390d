/** Frameworks, agents, offers and what operators set, in the notation of `shapes.ts`. */
export const CLUSTER_SHAPES = `
FrameworkID
  1 value! string
FrameworkInfo
  1 user! string, 2 name! string, 3 id FrameworkID, 4 failover_timeout double, 5 checkpoint bool,
  6 role string, 12 roles* string, 7 hostname string, 8 principal string, 9 webui_url string,
  10 capabilities* .Capability, 11 labels Labels, 13 offer_filters{} OfferFilters
FrameworkInfo.Capability
  1 type .Type
enum FrameworkInfo.Capability.Type
  0 UNKNOWN, 1 REVOCABLE_RESOURCES, 2 TASK_KILLING_STATE, 3 GPU_RESOURCES, 4 SHARED_RESOURCES,
  5 PARTITION_AWARE, 6 MULTI_ROLE, 7 RESERVATION_REFINEMENT, 8 REGION_AWARE
OfferFilters
  1 min_allocatable_resources .MinAllocatableResources
OfferFilters.MinAllocatableResources
  1 quantities* OfferFilters.ResourceQuantities
OfferFilters.ResourceQuantities
  1 quantities{} Value.Scalar
OfferID
  1 value! string
Offer.Operation
  1 type .Type, 12 id OperationID, 2 launch .Launch, 7 launch_group .LaunchGroup,
  3 reserve .Reserve, 4 unreserve .Unreserve, 5 create .Create, 6 destroy .Destroy,
  13 grow_volume .GrowVolume, 14 shrink_volume .ShrinkVolume, 15 create_disk .CreateDisk,
  16 destroy_disk .DestroyDisk
enum Offer.Operation.Type
  0 UNKNOWN, 1 LAUNCH, 6 LAUNCH_GROUP, 2 RESERVE, 3 UNRESERVE, 4 CREATE, 5 DESTROY,
  11 GROW_VOLUME, 12 SHRINK_VOLUME, 13 CREATE_DISK, 14 DESTROY_DISK
OperationID
  1 value! string
Offer.Operation.Launch
  1 task_infos* TaskInfo
AgentID
  1 value! string
Offer.Operation.LaunchGroup
  1 executor! ExecutorInfo, 2 task_group! TaskGroupInfo
Offer.Operation.Reserve
  2 source* Resource, 1 resources* Resource
Offer.Operation.Unreserve
  1 resources* Resource
Offer.Operation.Create
  1 volumes* Resource
Offer.Operation.Destroy
  1 volumes* Resource
Offer.Operation.GrowVolume
  1 volume! Resource, 2 addition! Resource
Offer.Operation.ShrinkVolume
  1 volume! Resource, 2 subtract! Value.Scalar
Offer.Operation.CreateDisk
  1 source! Resource, 2 target_type! Resource.DiskInfo.Source.Type, 3 target_profile string
Offer.Operation.DestroyDisk
  1 source! Resource
Filters
  1 refuse_seconds double
Request
  1 agent_id AgentID, 2 resources* Resource
MasterInfo
  1 id! string, 2 ip! uint32, 3 port! uint32, 4 pid string, 5 hostname string, 6 version string,
  7 address Address, 8 domain DomainInfo, 9 capabilities* .Capability
MasterInfo.Capability
  1 type .Type
enum MasterInfo.Capability.Type
  0 UNKNOWN, 1 AGENT_UPDATE, 2 AGENT_DRAINING, 3 QUOTA_V2
Offer
  1 id! OfferID, 2 framework_id! FrameworkID, 3 agent_id! AgentID, 4 hostname! string, 8 url URL,
  11 domain DomainInfo, 5 resources* Resource, 7 attributes* Attribute,
  6 executor_ids* ExecutorID, 9 unavailability Unavailability,
  10 allocation_info Resource.AllocationInfo
Unavailability
  1 start! TimeInfo, 2 duration DurationInfo
InverseOffer
  1 id! OfferID, 2 url URL, 3 framework_id! FrameworkID, 4 agent_id AgentID,
  5 unavailability! Unavailability, 6 resources* Resource
OperationStatus
  1 operation_id OperationID, 2 state! OperationState, 3 message string,
  4 converted_resources* Resource, 5 uuid UUID, 6 agent_id AgentID,
  7 resource_provider_id ResourceProviderID
enum OperationState
  0 OPERATION_UNSUPPORTED, 1 OPERATION_PENDING, 2 OPERATION_FINISHED, 3 OPERATION_FAILED,
  4 OPERATION_ERROR, 5 OPERATION_DROPPED, 6 OPERATION_UNREACHABLE, 7 OPERATION_GONE_BY_OPERATOR,
  8 OPERATION_RECOVERING, 9 OPERATION_UNKNOWN
AgentInfo
  1 hostname! string, 8 port int32, 3 resources* Resource, 5 attributes* Attribute, 6 id AgentID,
  10 domain DomainInfo
WeightInfo
  1 weight! double, 2 role string
maintenance.Schedule
  1 windows* maintenance.Window
maintenance.Window
  1 machine_ids* MachineID, 2 unavailability! Unavailability
MachineID
  1 hostname string, 2 ip string
quota.QuotaConfig
  1 role! string, 2 guarantees{} Value.Scalar, 3 limits{} Value.Scalar
quota.QuotaRequest
  1 force bool, 2 role string, 3 guarantee* Resource
Flag
  1 name! string, 2 value string
VersionInfo
  1 version! string, 2 build_date string, 3 build_time double, 4 build_user string,
  5 git_sha string, 6 git_branch string, 7 git_tag string
Metric
  1 name! string, 2 value double
FileInfo
  1 path! string, 2 nlink int32, 3 size uint64, 4 mtime TimeInfo, 5 mode uint32, 6 uid string,
  7 gid string
AgentInfo.Capability
  1 type .Type
enum AgentInfo.Capability.Type
  0 UNKNOWN, 1 MULTI_ROLE, 2 HIERARCHICAL_ROLE, 3 RESERVATION_REFINEMENT, 4 RESOURCE_PROVIDER,
  5 RESIZE_VOLUME, 6 AGENT_OPERATION_FEEDBACK, 7 AGENT_DRAINING, 8 TASK_RESOURCE_LIMITS
DrainInfo
  1 state! DrainState, 2 config! DrainConfig
enum DrainState
  0 UNKNOWN, 1 DRAINING, 2 DRAINED
DrainConfig
  1 max_grace_period DurationInfo, 2 mark_gone bool
Operation
  1 framework_id FrameworkID, 2 agent_id AgentID, 3 info! Offer.Operation,
  4 latest_status! OperationStatus, 5 statuses* OperationStatus, 6 uuid! UUID
Role
  1 name! string, 2 weight! double, 3 frameworks* FrameworkID, 4 resources* Resource
maintenance.ClusterStatus
  1 draining_machines* .DrainingMachine, 2 down_machines* MachineID
maintenance.ClusterStatus.DrainingMachine
  1 id! MachineID, 2 statuses* allocator.InverseOfferStatus
allocator.InverseOfferStatus
  1 status! .Status, 2 framework_id! FrameworkID, 3 timestamp! TimeInfo
enum allocator.InverseOfferStatus.Status
  1 UNKNOWN, 2 ACCEPT, 3 DECLINE
quota.QuotaStatus
  1 infos* quota.QuotaInfo, 2 configs* quota.QuotaConfig
quota.QuotaInfo
  1 role string, 2 principal string, 3 guarantee* Resource
`;
